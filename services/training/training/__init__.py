"""Courses (課程) and enrolments, and internship subsidies (補助申請) from a call to an eligibility decision."""
