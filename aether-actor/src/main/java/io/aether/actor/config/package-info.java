/// Settings of an actor system, and configuration from text.
@NullMarked
package io.aether.actor.config;

import org.jspecify.annotations.NullMarked;
