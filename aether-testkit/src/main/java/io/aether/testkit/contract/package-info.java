/// What implementations of Aether's SPIs are tested against: extend a contract, name the
/// implementation, and JUnit runs it. Needs JUnit and AssertJ.
@NullMarked
package io.aether.testkit.contract;

import org.jspecify.annotations.NullMarked;
