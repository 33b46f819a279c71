/// The examples of the guide's page on looking at a running system.
@org.jspecify.annotations.NullMarked
package io.aether.samples.inspection;
