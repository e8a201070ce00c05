"""What readers keep: their conversations, and the answers that they share by a link."""

from ui.conversations.shared import SharedAnswer, SharedAnswers
from ui.conversations.store import (
    FEEDBACK,
    Conversation,
    Conversations,
    PassingConversations,
    Turn,
    new_conversation,
)

__all__ = [
    "FEEDBACK",
    "Conversation",
    "Conversations",
    "PassingConversations",
    "SharedAnswer",
    "SharedAnswers",
    "Turn",
    "new_conversation",
]
