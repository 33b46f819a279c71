package io.aether.testkit.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DifferenceTest {

  private record Item(String name, int pieces) {}

  private record Order(long number, List<Item> items, @Nullable String note) {}

  @Test
  void componentsOfRecordsAreComparedOneByOne() {
    Order expected = new Order(7, List.of(new Item("pen", 2)), "now");
    Order actual = new Order(8, List.of(new Item("pen", 3)), null);

    assertThat(Difference.between(expected, actual))
        .containsExactly(
            "number: expected 7, but was 8",
            "items[0].pieces: expected 2, but was 3",
            "note: expected \"now\", but was null");
  }

  @Test
  void elementsOfListsAreMissingOrNotExpected() {
    assertThat(Difference.between(List.of(1, 2), List.of(1)))
        .containsExactly("[1]: expected 2, but is missing");
    assertThat(Difference.between(List.of("a"), List.of("b", "c")))
        .containsExactly("[0]: expected \"a\", but was \"b\"", "[1]: not expected, but was \"c\"");
    assertThat(Difference.between(new String[] {"a"}, new String[] {"b"})).hasSize(1);
  }

  @Test
  void entriesOfMapsAreComparedByKey() {
    assertThat(Difference.between(Map.of("x", 1), Map.of("x", 2)))
        .containsExactly("[x]: expected 1, but was 2");
    assertThat(Difference.between(Map.of("x", 1), Map.of("y", 1)))
        .containsExactly("[x]: expected 1, but is missing", "[y]: not expected, but was 1");
  }

  @Test
  void membersOfSetsAreMissingOrNotExpected() {
    assertThat(Difference.between(Set.of("a"), Set.of("b")))
        .containsExactly("\"a\" is missing", "\"b\" was not expected");
  }

  @Test
  void valuesThatDifferAsAWholeHaveNoDifferencesInside() {
    assertThat(Difference.between("a", "b")).isEmpty();
    assertThat(Difference.between(new Item("pen", 1), "pen")).isEmpty();
  }

  @Test
  void onlyTheFirstOfManyDifferencesAreTold() {
    List<Integer> zeros = IntStream.range(0, 50).map(_ -> 0).boxed().toList();
    List<Integer> ones = IntStream.range(0, 50).map(_ -> 1).boxed().toList();

    assertThat(Difference.between(zeros, ones)).hasSize(11).endsWith("and 40 more");
  }
}
