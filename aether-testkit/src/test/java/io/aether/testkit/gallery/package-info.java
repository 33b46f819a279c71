/// Mistakes that people make with actors, each with the actor that makes it and the one that does
/// not: what a simulation is there to find.
@NullMarked
package io.aether.testkit.gallery;

import org.jspecify.annotations.NullMarked;
