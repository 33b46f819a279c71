/// Every airport is a sharded, event-sourced entity. 40,000 commands are applied exactly once each,
/// although one node is killed and another one joins. Start at [io.aether.samples.flights.Main],
/// then [io.aether.samples.flights.Job].
@NullMarked
package io.aether.samples.flights;

import org.jspecify.annotations.NullMarked;
