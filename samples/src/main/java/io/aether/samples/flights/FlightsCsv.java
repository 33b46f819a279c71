package io.aether.samples.flights;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads flight records: comma-separated, no quotes, the columns in any order, named by the first
/// line. A file is read completely before its records are used, so that no part of an invalid file
/// is processed.
final class FlightsCsv {

  private static final String RESOURCE = "flights-20k.csv";
  private static final Pattern AIRPORT = Pattern.compile("[A-Z0-9]{3,4}");

  private enum Column {
    DATE,
    ORIGIN,
    DESTINATION,
    DELAY_MINUTES,
    DISTANCE_MILES;

    private String title() {
      return name().toLowerCase(Locale.ROOT);
    }

    private static String titles() {
      return String.join(",", Arrays.stream(values()).map(Column::title).toList());
    }
  }

  private final String file;
  private final List<Column> columns = new ArrayList<>();
  private final Map<Column, String> fields = new EnumMap<>(Column.class);
  private int line;

  private FlightsCsv(String file) {
    this.file = file;
  }

  /// Reads the file that comes with this sample.
  static List<Flight> readBuiltIn() throws BadInputException {
    try (InputStream in =
        Objects.requireNonNull(FlightsCsv.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      return new FlightsCsv(RESOURCE).read(in);
    } catch (IOException e) {
      throw BadInputException.inFile(RESOURCE, "cannot be read: " + e.getMessage());
    }
  }

  /// Reads a file of the user.
  ///
  /// @throws BadInputException if the file is missing or invalid; names the file and the line
  static List<Flight> read(Path path) throws BadInputException {
    String file = path.toString();
    if (Files.isDirectory(path)) {
      throw BadInputException.inFile(file, "is a directory; expected a file of flight records");
    }
    try (InputStream in = Files.newInputStream(path)) {
      return new FlightsCsv(file).read(in);
    } catch (NoSuchFileException e) {
      throw BadInputException.inFile(file, "no such file");
    } catch (AccessDeniedException e) {
      throw BadInputException.inFile(file, "may not be read: access denied");
    } catch (IOException e) {
      throw BadInputException.inFile(file, "cannot be read: " + e.getMessage());
    }
  }

  private List<Flight> read(InputStream in) throws IOException, BadInputException {
    // A decoder that reports malformed input instead of replacing it.
    var decoder = StandardCharsets.UTF_8.newDecoder();
    try (var lines = new BufferedReader(new InputStreamReader(in, decoder))) {
      String header = nextLine(lines);
      if (header == null) {
        throw BadInputException.inFile(
            file, "is empty; expected the columns " + Column.titles() + " and records");
      }
      readHeader(header);
      List<Flight> flights = new ArrayList<>();
      for (String text = nextLine(lines); text != null; text = nextLine(lines)) {
        flights.add(readFlight(text));
      }
      if (flights.isEmpty()) {
        throw BadInputException.inFile(file, "has no records below its first line");
      }
      return List.copyOf(flights);
    }
  }

  private @Nullable String nextLine(BufferedReader lines) throws IOException, BadInputException {
    line++;
    try {
      return lines.readLine();
    } catch (CharacterCodingException e) {
      // The reader decodes ahead, so the broken bytes are here or some lines below.
      throw bad("expected text in UTF-8, but found other bytes here or below");
    }
  }

  private void readHeader(String header) throws BadInputException {
    String text = header.startsWith("\uFEFF") ? header.substring(1) : header;
    for (String title : text.split(",", -1)) {
      Column column =
          Arrays.stream(Column.values())
              .filter(each -> each.title().equals(title.strip()))
              .findFirst()
              .orElseThrow(() ->
                  bad(
                      "unknown column '%s'; expected the columns %s"
                          .formatted(title.strip(), Column.titles())));
      if (columns.contains(column)) {
        throw bad("column '%s' is there twice".formatted(column.title()));
      }
      columns.add(column);
    }
    for (Column column : Column.values()) {
      if (!columns.contains(column)) {
        throw bad(
            "column '%s' is missing; expected the columns %s"
                .formatted(column.title(), Column.titles()));
      }
    }
  }

  private Flight readFlight(String text) throws BadInputException {
    String[] values = text.split(",", -1);
    if (values.length != columns.size()) {
      throw bad(
          "expected %d fields, but found %d: '%s'"
              .formatted(columns.size(), values.length, shortened(text)));
    }
    for (int i = 0; i < values.length; i++) {
      fields.put(columns.get(i), values[i].strip());
    }
    return new Flight(
        line,
        date(),
        airport(Column.ORIGIN),
        airport(Column.DESTINATION),
        number(Column.DELAY_MINUTES, -1440),
        number(Column.DISTANCE_MILES, 0));
  }

  private LocalDateTime date() throws BadInputException {
    String value = field(Column.DATE);
    try {
      return LocalDateTime.parse(value);
    } catch (DateTimeParseException e) {
      throw bad("date: expected one like 2001-01-31T16:45, but found '%s'".formatted(value));
    }
  }

  private String airport(Column column) throws BadInputException {
    String value = field(column);
    if (!AIRPORT.matcher(value).matches()) {
      throw bad(
          "%s: expected an airport code like ORD, but found '%s'".formatted(column.title(), value));
    }
    return value;
  }

  private int number(Column column, int least) throws BadInputException {
    String value = field(column);
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= 1_000_000) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below, like a number out of range
    }
    throw bad(
        "%s: expected a whole number from %d to 1000000, but found '%s'"
            .formatted(column.title(), least, value));
  }

  private String field(Column column) {
    return shortened(Objects.requireNonNull(fields.get(column)));
  }

  private static String shortened(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "...";
  }

  private BadInputException bad(String message) {
    return BadInputException.atLine(file, line, message);
  }
}
