package io.aether.testkit.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AptSourceTest {

  @Test
  void linesAreReadWithOrWithoutOptionsAndComments() {
    var sources =
        AptSource.parseLines(
            """
            # deb http://commented.example/debian bookworm main
            deb http://plain.example/debian bookworm main contrib
            deb [ arch=amd64 trusted=yes ] https://optioned.example/debian bookworm main # why
            deb-src http://sources.example/debian bookworm main
            deb http://flat.example/debian ./
            """
                .lines()
                .toList());

    assertThat(sources)
        .containsExactly(
            new AptSource(
                "http://plain.example/debian", List.of("bookworm"), List.of("main", "contrib")),
            new AptSource("https://optioned.example/debian", List.of("bookworm"), List.of("main")));
  }

  @Test
  void paragraphsAreReadWithContinuationsAndSeveralValues() {
    var sources =
        AptSource.parseParagraphs(
            """
            # the archive
            Types: deb deb-src
            # URIs: http://commented.example/debian
            URIs: http://one.example/debian
              http://two.example/debian
            Suites: bookworm bookworm-updates
            components: main
            Signed-By:
             -----BEGIN PGP PUBLIC KEY BLOCK-----
             .
             -----END PGP PUBLIC KEY BLOCK-----

            Enabled: no
            Types: deb
            URIs: http://disabled.example/debian
            Suites: bookworm
            Components: main

            Types: deb-src
            URIs: http://sources.example/debian
            Suites: bookworm
            Components: main
            """
                .lines()
                .toList());

    assertThat(sources)
        .extracting(AptSource::uri)
        .containsExactly("http://one.example/debian", "http://two.example/debian");
    assertThat(sources.getFirst().suites()).containsExactly("bookworm", "bookworm-updates");
    assertThat(sources.getFirst().components()).containsExactly("main");
  }

  @Test
  void onlyMirrorsOfTheMainArchiveAreWanted() {
    assertThat(source("bookworm", "main").isMainArchive()).isTrue();
    assertThat(source("bookworm-security", "main").isMainArchive()).isFalse();
    assertThat(source("buster/updates", "main").isMainArchive()).isFalse();
    assertThat(source("bookworm", "stable").isMainArchive()).isFalse();
  }

  @Test
  void bothFormatsAndBothPlacesAreRead(@TempDir Path etc) throws Exception {
    var parts = Files.createDirectory(etc.resolve("sources.list.d"));
    Files.writeString(etc.resolve("sources.list"), "deb http://a.example/debian trixie main\n");
    Files.writeString(parts.resolve("b.list"), "deb http://b.example/debian trixie main\n");
    Files.writeString(parts.resolve("d.list.disabled"), "deb http://d.example/ trixie main\n");
    Files.writeString(
        parts.resolve("c.sources"),
        "Types: deb\nURIs: http://c.example/debian\nSuites: trixie\nComponents: main\n");

    assertThat(AptSource.readAll(etc))
        .extracting(AptSource::uri)
        .containsExactly(
            "http://a.example/debian", "http://b.example/debian", "http://c.example/debian");
  }

  @Test
  void aMachineWithoutAptHasNoSources(@TempDir Path etc) throws Exception {
    assertThat(AptSource.readAll(etc)).isEmpty();
  }

  private static AptSource source(String suite, String component) {
    return new AptSource("http://a.example/debian", List.of(suite), List.of(component));
  }
}
