/// A program that serves until it is asked to stop.
@NullMarked
package io.aether.samples.server;

import org.jspecify.annotations.NullMarked;
