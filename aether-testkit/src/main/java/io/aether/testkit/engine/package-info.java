/// The engine of a simulation: it draws what runs next, keeps virtual time, records what happened
/// and explains a failure. It knows nothing of the packages that users see.
@NullMarked
package io.aether.testkit.engine;

import org.jspecify.annotations.NullMarked;
