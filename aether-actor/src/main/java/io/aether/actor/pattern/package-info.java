/// Patterns for discovery, work distribution and supervision: receptionist, event stream, topics,
/// spawn protocol, routers, supervisors, state machines, retries and circuit breakers. Built on
/// [io.aether.actor], which does not depend on this package.
@NullMarked
package io.aether.actor.pattern;

import org.jspecify.annotations.NullMarked;
