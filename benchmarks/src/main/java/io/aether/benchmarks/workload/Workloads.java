package io.aether.benchmarks.workload;

import java.util.List;

/// The workloads, in the order of all tables. `docs/performance.md` describes each.
public final class Workloads {

  private static final List<Workload> ALL =
      List.of(
          Workload.of("tell", "ns/message", Streams::tell),
          Workload.of("fanin2", "ns/message", Streams::fanIn2).notInQuickRun(),
          Workload.of("fanin4", "ns/message", Streams::fanIn4),
          Workload.of("fanin8", "ns/message", Streams::fanIn8).notInQuickRun(),
          Workload.of("pingpong", "ns/round trip", Pairs::pingPong),
          Workload.of("pingpong1000", "ns/round trip", Pairs::pingPong1000),
          Workload.of("echo", "ns/message", Pairs::echo),
          Workload.of("ring", "ns/hop", Ring::ring),
          Workload.of("big", "ns/message", Big::big),
          Workload.of("chameneos", "ns/meeting", Chameneos::chameneos),
          Workload.of("spawn100k", "ns/actor", Spawns::spawn100k),
          Workload.of("spawn1m", "ns/actor", Spawns::spawn1m).notInQuickRun(),
          Workload.of("skynet", "ms", Skynet::skynet),
          Workload.of("ask1", "ns/ask", Asks::ask1),
          Workload.of("ask256", "ns/ask", Asks::ask256),
          Workload.of("idle", "B/actor", Memory::idle),
          Workload.of("blocking", "ms", Blocking::blocking),
          Workload.of("timers", "us late, median", TimerLoad::timers)
              .and("timers-p99", "us late, p99")
              .and("timers-cpu", "ns CPU/timer"),
          Workload.of("latency-p50", "us", Latency::atHalfLoad).and("latency-p99", "us"),
          Workload.of("wake", "us, median", Latency::wake),
          Workload.of("alloc-tell", "B/message", Memory::allocTell),
          Workload.of("alloc-tell-context", "B/message", Memory::allocTellContext),
          Workload.of("alloc-pingpong", "B/message", Memory::allocPingPong),
          Workload.of("alloc-spawn", "B/actor", Memory::allocSpawn),
          Workload.of("alloc-ask", "B/ask", Memory::allocAsk),
          Workload.of("fair8", "ms to start, mean", Fairness::fair8)
              .and("fair8-worst", "ms to start, worst")
              .and("fair8-sleep", "ms for a sleep of 10")
              .and("fair8-pingpong", "ns/round trip"),
          Workload.of("fair1000", "ms to start, mean", Fairness::fair1000)
              .and("fair1000-worst", "ms to start, worst")
              .and("fair1000-sleep", "ms for a sleep of 10")
              .and("fair1000-pingpong", "ns/round trip"));

  private Workloads() {}

  public static List<Workload> all() {
    return ALL;
  }
}
