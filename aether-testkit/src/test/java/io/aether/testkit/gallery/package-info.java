/// Mistakes that people make with actors, each with an actor that makes it and one that does not:
/// the failures that a simulation is there to find.
@NullMarked
package io.aether.testkit.gallery;

import org.jspecify.annotations.NullMarked;
