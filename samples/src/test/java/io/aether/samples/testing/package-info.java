/// The tests that the guide on testing shows.
package io.aether.samples.testing;
