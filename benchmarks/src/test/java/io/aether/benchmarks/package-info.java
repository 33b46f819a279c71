@NullMarked
package io.aether.benchmarks;

import org.jspecify.annotations.NullMarked;
