package io.aether.benchmarks.contender;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The contenders by name.
public enum Contenders {
  AETHER("aether", /* runByDefault= */ true) {
    @Override
    public Contender<?, ?> start() {
      return new AetherContender();
    }
  },
  PEKKO("pekko", /* runByDefault= */ true) {
    @Override
    public Contender<?, ?> start() {
      return PekkoContender.onForkJoinPool();
    }
  },
  PEKKO_VIRTUAL("pekko-virtual", /* runByDefault= */ true) {
    @Override
    public Contender<?, ?> start() {
      return PekkoContender.onVirtualThreads();
    }
  },
  /// Aether from another checkout. Its JVM runs the code of that checkout, in which it is
  /// [#AETHER].
  BEFORE("before", /* runByDefault= */ false) {
    @Override
    public Contender<?, ?> start() {
      return new AetherContender();
    }
  },
  AKKA("akka", /* runByDefault= */ false) {
    @Override
    public Contender<?, ?> start() {
      return new AkkaContender();
    }
  };

  private final String id;
  private final boolean runByDefault;

  Contenders(String id, boolean runByDefault) {
    this.id = id;
    this.runByDefault = runByDefault;
  }

  /// {@return a new contender, which the caller closes}
  public abstract Contender<?, ?> start();

  /// {@return its name on the command line and in all results}
  public String id() {
    return id;
  }

  /// {@return whether Aether is compared with the best of these}
  public boolean isPeer() {
    return this == PEKKO || this == PEKKO_VIRTUAL || this == BEFORE;
  }

  /// {@return the contenders of a run that names none}
  public static List<Contenders> runByDefault() {
    return Arrays.stream(values()).filter(each -> each.runByDefault).toList();
  }

  public static Optional<Contenders> named(String id) {
    return Arrays.stream(values()).filter(each -> each.id.equals(id)).findFirst();
  }
}
