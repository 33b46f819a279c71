package io.aether.testkit;

import java.net.URI;

/// A JVM to be killed: it starts a server, prints where it is, and waits.
final class NatsServerHolder {

  private NatsServerHolder() {}

  public static void main(String[] args) throws Exception {
    var server = NatsServer.start();
    System.out.println(URI.create(server.url()).getPort());
    System.out.println(server.folder());
    Thread.currentThread().join();
  }
}
