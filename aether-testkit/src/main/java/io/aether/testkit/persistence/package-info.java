/// Test kits for persistent actors. [io.aether.testkit.persistence.EventSourcedTestKit] runs the
/// rules of an event-sourced actor command by command;
/// [io.aether.testkit.persistence.PersistenceProbe] provides stores that fail on demand and show
/// what they hold.
///
/// Needs the module `io.aether.persistence`.
@NullMarked
package io.aether.testkit.persistence;

import org.jspecify.annotations.NullMarked;
