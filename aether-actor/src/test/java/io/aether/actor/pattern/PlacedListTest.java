package io.aether.actor.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlacedListTest {

  private record Clashing(int number) {
    @Override
    public int hashCode() {
      return number % 3;
    }
  }

  /// Small and large keys, of both signs, so that branches of all kinds occur.
  private static long key(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(16);
      case 1 -> -1L - random.nextInt(16);
      case 2 -> 1L << random.nextInt(64);
      default -> random.nextLong();
    };
  }

  @Test
  void aMapAnswersLikeASortedMapAndOldVersionsStayAsTheyAre() {
    for (int seed = 0; seed < 200; seed++) {
      var random = new Random(seed);
      TreeMap<Long, Integer> model = new TreeMap<>(Long::compareUnsigned);
      LongMap<Integer> map = LongMap.empty();
      LongMap<Integer> old = map;
      List<Integer> oldValues = List.of();
      for (int step = 0; step < 200; step++) {
        long key = key(random);
        if (random.nextInt(3) > 0) {
          map = map.put(key, step);
          model.put(key, step);
        } else {
          map = map.remove(key);
          model.remove(key);
        }
        if (step == 100) {
          old = map;
          oldValues = List.copyOf(model.values());
        }
        long probe = key(random);
        Map.Entry<Long, Integer> above = model.ceilingEntry(probe);
        assertThat(map.ceiling(probe)).isEqualTo(above == null ? null : above.getValue());
        assertThat(map.get(probe)).isEqualTo(model.get(probe));
        assertThat(map.size()).isEqualTo(model.size());
      }

      assertThat(new PlacedList<>(map)).containsExactlyElementsOf(model.values());
      assertThat(new PlacedList<>(old)).containsExactlyElementsOf(oldValues);
      assertThat(comparedTo(old, map)).isEqualTo(new ArrayList<>(model.values()));
    }
  }

  /// {@return the values of `before`, changed as the comparison says, in order}
  private static List<Integer> comparedTo(LongMap<Integer> before, LongMap<Integer> after) {
    Set<Integer> values = new HashSet<>(new PlacedList<>(before));
    LongMap.compare(
        before,
        after,
        gone -> assertThat(values.remove(gone)).isTrue(),
        come -> assertThat(values.add(come)).isTrue());
    return new PlacedList<>(after).stream().filter(values::remove).toList();
  }

  @Test
  void aComparisonLooksOnlyAtWhatHasChanged() {
    LongMap<Integer> large = LongMap.empty();
    for (int n = 0; n < 100_000; n++) {
      large = large.put(n, n);
    }
    List<Integer> gone = new ArrayList<>();
    List<Integer> come = new ArrayList<>();

    for (int round = 0; round < 100_000; round++) {
      LongMap.compare(large, large.put(100_000, -1).remove(7), gone::add, come::add);
    }

    assertThat(gone).hasSize(100_000).containsOnly(7);
    assertThat(come).hasSize(100_000).containsOnly(-1);
  }

  @Test
  void aListOfUniqueElementsAnswersLikeALinkedSetThoughHashCodesClash() {
    for (int seed = 0; seed < 200; seed++) {
      var random = new Random(seed);
      Set<Clashing> model = new LinkedHashSet<>();
      UniqueList<Clashing> list = UniqueList.of();
      for (int step = 0; step < 100; step++) {
        var element = new Clashing(random.nextInt(20));
        UniqueList<Clashing> before = list;
        if (random.nextBoolean()) {
          list = list.with(element);
          assertThat(list == before).isEqualTo(!model.add(element));
        } else {
          list = list.without(element);
          assertThat(list == before).isEqualTo(!model.remove(element));
        }
        assertThat(list.contains(element)).isEqualTo(model.contains(element));
      }

      assertThat(list).containsExactlyElementsOf(model).isEqualTo(List.copyOf(model));
      assertThat(list.reversed()).isEqualTo(List.copyOf(model).reversed());
    }
  }

  @Test
  @SuppressWarnings("DataFlowIssue") // the test is about the refusal
  void aListCannotBeChangedByItsReaders() {
    UniqueList<String> list = UniqueList.<String>of().with("a").with("b");

    assertThatThrownBy(() -> list.add("c")).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> list.remove("a")).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(list::clear).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> list.set(0, "c")).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> list.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
    var end = UniqueList.of().iterator();
    assertThatThrownBy(end::next).isInstanceOf(NoSuchElementException.class);
    assertThat(list.contains(null)).isFalse();
  }
}
