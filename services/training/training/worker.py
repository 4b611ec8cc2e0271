"""Every other role of the training service: ``python -m training.worker relay|worker|background|migrate|…``."""

from chassis.commands import OF_PEOPLE, run

from training.main import build_service
from training.service.forget_names import forget_names
from training.service.watch_due_dates import watch_due_dates

if __name__ == "__main__":
    run(build_service, commands={**OF_PEOPLE, "watch-due-dates": watch_due_dates, "forget-names": forget_names})
