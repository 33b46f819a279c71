/// Code that the tests of all samples share.
@NullMarked
package io.aether.samples;

import org.jspecify.annotations.NullMarked;
