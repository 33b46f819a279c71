/// The actor API. Start at [io.aether.actor.ActorSystem]; the model is [io.aether.actor.Behavior]
/// and [io.aether.actor.ActorRef].
@NullMarked
package io.aether.actor;

import org.jspecify.annotations.NullMarked;
