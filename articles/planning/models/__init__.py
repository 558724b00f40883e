"""What is planned, and with what a text is begun."""

from .assignment import Assignment, AssignmentStep
from .story_template import StoryTemplate

__all__ = ["Assignment", "AssignmentStep", "StoryTemplate"]
