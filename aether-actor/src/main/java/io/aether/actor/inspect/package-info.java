/// Inspection of a running system: [io.aether.actor.inspect.Inspection],
/// [io.aether.actor.inspect.ActorStatus] and, for asks that time out,
/// [io.aether.actor.inspect.TargetState].
@NullMarked
package io.aether.actor.inspect;

import org.jspecify.annotations.NullMarked;
