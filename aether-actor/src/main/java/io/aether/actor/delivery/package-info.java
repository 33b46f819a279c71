/// Delivery that survives lost, repeated and reordered messages, and the end of a consumer. Start
/// at [io.aether.actor.delivery.ProducerController] and
/// [io.aether.actor.delivery.ConsumerController].
@NullMarked
package io.aether.actor.delivery;

import org.jspecify.annotations.NullMarked;
