"""Vacancies (職缺): taken in from partners, screened as quality vacancies (優質職缺), reviewed, published."""
