package io.aether.persistence;

/// A command with an id, so that sending it again is safe: once its events are stored, an entity
/// applies it no more and answers it through [EventSourced#onRepeated].
///
/// Only a command that stored events is remembered. One that stored nothing is simply decided
/// again.
///
/// An entity remembers a limited number of ids ([PersistenceSettings#rememberedCommands()]), across
/// restarts and moves. So a sender must not let more than that many later commands to the same
/// entity overtake one that is still unanswered and may be sent again: with several senders, all
/// their commands count together.
public interface IdempotentCommand {

  /// {@return what this command, and no other to the same entity, is known by; a repetition has the
  /// same}
  String commandId();
}
