package io.aether.persistence;

import io.aether.actor.annotation.Experimental;

/// A command with an id, so that it can be sent again safely: after its events are stored, the
/// entity does not apply it again, but answers it through [EventSourced#onRepeated].
///
/// Only commands that stored events are remembered. If a command stored nothing, its repetition is
/// handled like a new command.
///
/// An entity remembers a limited number of ids ([PersistenceSettings#rememberedCommands()]), across
/// restarts and moves. While a command is unanswered and may be sent again, senders must not send
/// more than that many later commands to the same entity; the commands of all senders count
/// together.
@Experimental
public interface IdempotentCommand {

  /// {@return the id of this command, unique among the commands to the same entity; a repetition
  /// has the same id. If it is not valid Unicode, the events of the command are rejected}
  String commandId();
}
