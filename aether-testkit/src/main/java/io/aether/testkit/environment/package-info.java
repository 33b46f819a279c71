/// Environments that the kits share: one that runs actors on the test's own thread, and one that
/// adds an observer to another environment.
@NullMarked
package io.aether.testkit.environment;

import org.jspecify.annotations.NullMarked;
