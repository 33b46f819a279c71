/// Every airport is a sharded, event-sourced entity; 40,000 commands reach each exactly once
/// although a node is killed and another joins. Start at [io.aether.samples.flights.Main], then
/// [io.aether.samples.flights.Job].
@NullMarked
package io.aether.samples.flights;

import org.jspecify.annotations.NullMarked;
