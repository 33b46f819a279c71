package io.aether.testkit.contract;

import io.aether.persistence.PersistenceId;
import java.util.List;
import java.util.stream.Stream;

/// Ids that are difficult for a store: they contain separators, wildcards and unusual characters,
/// reach limits of length, and many of them are equal under a careless encoding.
final class OddIds {

  private OddIds() {}

  static List<PersistenceId> all() {
    String longId = "x".repeat(299);
    Stream<PersistenceId> ids =
        Stream.of(
                "7",
                "a.b",
                "a b",
                "a*b",
                "a>b",
                "a_b",
                "a-b",
                "a/b",
                "a\\b",
                "a=b",
                "a=2Eb",
                "a%2Eb",
                "a..b",
                ".",
                "..",
                "*",
                ">",
                "$",
                "=",
                "A",
                "a",
                "a|b",
                "a\tb",
                "a\nb",
                "a\0b",
                "ä",
                "a\u0308",
                "é/日本語",
                "😀",
                " ",
                " a",
                "a ",
                longId + "1",
                longId + "2",
                "ü".repeat(300))
            .map(id -> PersistenceId.of("odd", id));
    Stream<PersistenceId> types =
        Stream.of("o.dd", "o dd", "o*", ">", "ödd", "Odd").map(type -> PersistenceId.of(type, "7"));
    return Stream.concat(ids, types).toList();
  }
}
