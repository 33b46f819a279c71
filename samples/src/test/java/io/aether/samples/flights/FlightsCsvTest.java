package io.aether.samples.flights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightsCsvTest {

  private static final String HEADER = "date,origin,destination,delay_minutes,distance_miles\n";

  @TempDir Path folder;

  @Test
  void theBuiltInFileHasTwentyThousandRecordsOf224Airports() throws Exception {
    List<Flight> flights = FlightsCsv.readBuiltIn();

    assertThat(flights).hasSize(20_000);
    assertThat(SequentialFold.of(flights)).hasSize(224);
    assertThat(flights.getFirst())
        .isEqualTo(new Flight(2, LocalDateTime.of(2001, 1, 1, 0, 47), "DTW", "LAS", 66, 1750));
  }

  @Test
  void columnsMayComeInAnyOrder() throws Exception {
    Path file =
        file(
            """
            distance_miles,delay_minutes,destination,origin,date
            407,-5,OAK,LAS,2001-01-01T01:24
            """);

    assertThat(FlightsCsv.read(file))
        .containsExactly(new Flight(2, LocalDateTime.of(2001, 1, 1, 1, 24), "LAS", "OAK", -5, 407));
  }

  @Test
  void windowsLineEndsAndAByteOrderMarkAreNoMistake() throws Exception {
    Path file = file("\uFEFF" + HEADER.strip() + "\r\n2001-01-01T01:24,LAS,OAK,-5,407\r\n");

    assertThat(FlightsCsv.read(file)).hasSize(1);
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> FlightsCsv.read(Path.of("nowhere.csv")))
        .withMessage("nowhere.csv: no such file");
  }

  @Test
  void aFolderIsNoInput() {
    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> FlightsCsv.read(folder))
        .withMessage(folder + ": is a directory; expected a file of flight records");
  }

  @Test
  void anEmptyFileIsRefused() throws IOException {
    expect(file(""), ": is empty; expected the columns " + HEADER.strip() + " and records");
  }

  @Test
  void aFileWithoutRecordsIsRefused() throws IOException {
    expect(file(HEADER), ": has no records below its first line");
  }

  @Test
  void anUnknownColumnIsNamed() throws IOException {
    expect(
        file("date,origin,destination,delay,distance_miles\n"),
        ":1: unknown column 'delay'; expected the columns " + HEADER.strip());
  }

  @Test
  void aMissingColumnIsNamed() throws IOException {
    expect(
        file("date,origin,delay_minutes,distance_miles\n"),
        ":1: column 'destination' is missing; expected the columns " + HEADER.strip());
  }

  @Test
  void aColumnThatIsThereTwiceIsNamed() throws IOException {
    expect(file("date,origin,origin\n"), ":1: column 'origin' is there twice");
  }

  @Test
  void aLineWithTooFewFieldsIsNamedByItsNumber() throws IOException {
    expect(
        file(HEADER + "2001-01-01T01:24,LAS,OAK,-5,407\n2001-01-01T01:24,LAS\n"),
        ":3: expected 5 fields, but found 2: '2001-01-01T01:24,LAS'");
  }

  @Test
  void anEmptyLineIsBroken() throws IOException {
    expect(
        file(HEADER + "\n2001-01-01T01:24,LAS,OAK,-5,407\n"),
        ":2: expected 5 fields, but found 1: ''");
  }

  @Test
  void aBadDateIsQuoted() throws IOException {
    expect(
        file(HEADER + "2001-02-30T01:24,LAS,OAK,-5,407\n"),
        ":2: date: expected one like 2001-01-31T16:45, but found '2001-02-30T01:24'");
  }

  @Test
  void aBadAirportIsQuoted() throws IOException {
    expect(
        file(HEADER + "2001-01-01T01:24,LAS,Oakland,-5,407\n"),
        ":2: destination: expected an airport code like ORD, but found 'Oakland'");
  }

  @Test
  void aBadNumberIsQuoted() throws IOException {
    expect(
        file(HEADER + "2001-01-01T01:24,LAS,OAK,,407\n"),
        ":2: delay_minutes: expected a whole number from -1440 to 1000000, but found ''");
    expect(
        file(HEADER + "2001-01-01T01:24,LAS,OAK,3,-1\n"),
        ":2: distance_miles: expected a whole number from 0 to 1000000, but found '-1'");
  }

  @Test
  void bytesThatAreNotTextAreRefused() throws IOException {
    Path file = folder.resolve("flights.csv");
    Files.write(file, (HEADER + "\u00e4").getBytes(StandardCharsets.ISO_8859_1));

    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> FlightsCsv.read(file))
        .withMessageContaining("expected text in UTF-8");
  }

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("flights.csv"), content);
  }

  private static void expect(Path file, String message) {
    assertThatExceptionOfType(BadInputException.class)
        .isThrownBy(() -> FlightsCsv.read(file))
        .withMessage(file + message);
  }
}
