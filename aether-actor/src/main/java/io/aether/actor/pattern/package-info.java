/// How actors find each other, share work and are looked after together: receptionist, event
/// stream, topics, spawn protocol, routers, supervisors and state machines. Built on
/// [io.aether.actor], which knows nothing of it.
@NullMarked
package io.aether.actor.pattern;

import org.jspecify.annotations.NullMarked;
