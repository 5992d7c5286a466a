"""The second floor's models, gathered for Django (the first come with the plan and the money)."""
