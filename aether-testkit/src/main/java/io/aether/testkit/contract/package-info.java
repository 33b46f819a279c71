/// Tests for implementations of Aether's SPIs: extend a contract, provide the implementation, and
/// JUnit runs its tests. Needs JUnit and AssertJ.
@NullMarked
package io.aether.testkit.contract;

import org.jspecify.annotations.NullMarked;
