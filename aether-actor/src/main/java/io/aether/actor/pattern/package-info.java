/// How actors find each other and share work: receptionist, event stream, topics, spawn protocol
/// and routers. Built on [io.aether.actor], which knows nothing of it.
@NullMarked
package io.aether.actor.pattern;

import org.jspecify.annotations.NullMarked;
