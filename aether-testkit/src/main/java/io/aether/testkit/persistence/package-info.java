/// Stores with the faults that a persistence probe gives them.
@NullMarked
package io.aether.testkit.persistence;

import org.jspecify.annotations.NullMarked;
