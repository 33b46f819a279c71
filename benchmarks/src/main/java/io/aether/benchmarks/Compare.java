package io.aether.benchmarks;

import io.aether.benchmarks.contender.Contenders;
import io.aether.benchmarks.workload.Metric;
import io.aether.benchmarks.workload.Workload;
import io.aether.benchmarks.workload.Workloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Runs the comparison; see [CommandLine#USAGE].
public final class Compare {

  private static final int ROUNDS = 2;

  private final CommandLine options;
  private final Path root;
  private boolean failed;

  private Compare(CommandLine options, Path root) {
    this.options = options;
    this.root = root;
  }

  /// @param arguments the folder of the project, followed by the options of the user
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path root = Path.of(arguments[0]);
    CommandLine options;
    try {
      options = CommandLine.parse(Arrays.copyOfRange(arguments, 1, arguments.length));
    } catch (CommandLine.UsageException e) {
      System.err.println("benchmarks/compare: " + e.getMessage() + "\n\n" + CommandLine.USAGE);
      System.exit(2);
      return;
    }
    if (options.help()) {
      System.out.println(CommandLine.USAGE);
      return;
    }
    var compare = new Compare(options, root);
    System.exit((options.gates() ? compare.gates() : compare.compare()) ? 0 : 1);
  }

  /// {@return whether all workloads succeeded}
  private boolean compare() throws IOException, InterruptedException {
    List<Contenders> contenders = options.contenders();
    Results results =
        run(options.only(), contenders, options.rounds().orElse(options.quick() ? 1 : ROUNDS));
    List<String> table = Table.of(results);
    table.forEach(System.out::println);
    Path json = root.resolve("benchmarks/target/compare.json");
    Files.writeString(json, JsonRows.of(results));
    System.err.println("Wrote " + json);
    if (failed) {
      System.err.println("docs/performance.md is left as it is: see the failures above");
    } else if (contenders.equals(Contenders.runByDefault()) && options.carriers().isEmpty()) {
      var page = new PerformancePage(root.resolve("docs/performance.md"));
      page.write(
          table,
          Workloads.all().stream().flatMap(w -> w.metrics().stream()).map(Metric::name).toList());
      System.err.println("Wrote " + page.file());
    } else {
      System.err.println(
          "docs/performance.md is left as it is: it compares the default contenders");
    }
    return !failed;
  }

  /// {@return whether all limits hold}
  private boolean gates() throws IOException, InterruptedException {
    List<String> names = Gate.ALL.stream().map(Gate::workload).toList();
    List<Workload> workloads =
        Workloads.all().stream().filter(each -> names.contains(each.name())).toList();
    Results results = run(workloads, List.of(Contenders.AETHER), 1);
    boolean allHold = true;
    for (Gate gate : Gate.ALL) {
      Optional<Figure> figure = results.figure(gate.workload(), Contenders.AETHER);
      boolean holds = figure.isPresent() && gate.holds(figure.get());
      allHold &= holds;
      System.out.printf(
          "%-12s %8s B, at most %3d B: %s%n",
          gate.workload(),
          figure.map(Figure::best).map(Table::rounded).orElse("?"),
          gate.bytes(),
          holds ? "holds" : "EXCEEDED");
    }
    return allHold;
  }

  /// Interleaves the contenders, so that other load on the machine affects all of them.
  private Results run(List<Workload> workloads, List<Contenders> contenders, int rounds)
      throws IOException, InterruptedException {
    var results = new Results(workloads, contenders);
    var jvm =
        new ForkedJvm(
            options.carriers(), options.before(), root.resolve("benchmarks/target/fork.log"));
    int done = 0;
    int all = rounds * workloads.size() * contenders.size();
    for (int round = 0; round < rounds; round++) {
      for (Workload workload : workloads) {
        for (Contenders contender : contenders) {
          System.err.printf("[%d/%d] %s %s%n", ++done, all, workload.name(), contender.id());
          try {
            Pace pace = Pace.of(options.quick() || options.gates(), contender);
            results.add(workload, contender, jvm.run(contender, workload, pace));
          } catch (ForkedJvm.FailedException e) {
            failed = true;
            System.err.println("FAILED: " + e.getMessage());
          }
        }
      }
    }
    return results;
  }
}
