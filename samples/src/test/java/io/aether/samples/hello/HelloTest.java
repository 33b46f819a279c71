package io.aether.samples.hello;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorSystem;
import io.aether.samples.Printed;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HelloTest {

  @Test
  void theGreeterGreetsByName() throws InterruptedException {
    try (var system = ActorSystem.create("hello")) {
      var greeter = system.spawn(Hello.greeter(), "greeter");

      String greeting =
          greeter.ask(replyTo -> new Hello.Greet("Ada", replyTo), Duration.ofSeconds(3));

      assertThat(greeting).isEqualTo("Hello, Ada!");
    }
  }

  @Test
  void theProgramPrintsTheGreeting() throws Exception {
    assertThat(Printed.by(Hello::main)).isEqualToIgnoringNewLines("Hello, world!");
  }
}
