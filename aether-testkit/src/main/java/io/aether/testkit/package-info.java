/// Test kits for actors. [io.aether.testkit.ActorTestKit] and [io.aether.testkit.TestProbe] test
/// actors as they run in production; [io.aether.testkit.BehaviorTestKit] runs one behavior step by
/// step; [io.aether.testkit.Simulation] runs the same code deterministically, under a seed and in
/// virtual time.
@NullMarked
package io.aether.testkit;

import org.jspecify.annotations.NullMarked;
