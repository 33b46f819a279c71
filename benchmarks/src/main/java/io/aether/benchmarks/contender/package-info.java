/// The actor frameworks that are compared, each behind the same small interface.
@NullMarked
package io.aether.benchmarks.contender;

import org.jspecify.annotations.NullMarked;
