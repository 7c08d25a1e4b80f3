"""Rules of tasks: what a task's status is on a day, what makes it planned, which dates are refused."""
