package io.aether.testkit.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Finds text that is not plain technical English: phrases to avoid, in comments, string literals
/// and pages; and sentences that begin with a clause instead of a subject, in comments and pages.
/// Code blocks and inline code are left out.
final class Prose {

  /// Split so that this file does not contain the phrases.
  private static final Pattern AVOIDED =
      Pattern.compile(
          "\\b(for"
              + " ever|in"
              + " vain|of"
              + " before|nobody"
              + " in particular|so"
              + " many"
              + "|who"
              + "ever|what"
              + "ever|(is|are|was)"
              + " told|the"
              + " former|hears?"
              + " of)\\b",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern HEADLESS =
      Pattern.compile("[*_(\"]*(Who|What|Whose|Whom|That|Of what|Of whom) ");

  private static final Pattern SENTENCE = Pattern.compile("\\S.*?(?:[.!?;:][*_)\"]*(?=\\s)|$)");
  private static final Pattern QUESTION = Pattern.compile(".*\\?\\W*");
  private static final Pattern INLINE_CODE = Pattern.compile("`[^`]*`");

  /// The start of a list item, heading, quote, table row or Javadoc tag.
  private static final Pattern MARK =
      Pattern.compile("^(?:[-*>|]|#+|\\d+\\.|@(?:param|throws) \\S+|@return|@see)(?: +|$)");

  private static final Pattern TOKEN =
      Pattern.compile(
          "\"\"\"(?<block>.*?)\"\"\""
              + "|\"(?<string>(?:[^\"\\\\\n]++|\\\\.)*+)\""
              + "|'(?:[^'\\\\\n]++|\\\\.)*+'"
              + "|/\\*(?<comment>.*?)\\*/"
              + "|//(?<line>[^\n]*)",
          Pattern.DOTALL);

  private static final int CONTEXT = 40;

  private final List<String> findings = new ArrayList<>();
  private final StringBuilder paragraph = new StringBuilder();

  /// The line of each position in the paragraph at which a line begins.
  private final NavigableMap<Integer, Integer> lines = new TreeMap<>();

  private boolean inCode;

  private Prose() {}

  /// {@return `line: finding` for each finding in the source file}
  static List<String> inJava(String source) {
    var prose = new Prose();
    prose.readJava(source);
    return prose.findings;
  }

  /// {@return `line: finding` for each finding in the Markdown page}
  static List<String> inMarkdown(String page) {
    var prose = new Prose();
    int number = 0;
    for (var line : page.split("\n")) {
      number++;
      prose.addLine(number, line);
    }
    prose.endParagraph();
    return prose.findings;
  }

  private void readJava(String source) {
    var token = TOKEN.matcher(source);
    int number = 1;
    int counted = 0;
    int lastComment = 0;
    while (token.find()) {
      number += newlines(source.substring(counted, token.start()));
      counted = token.start();
      var line = token.group("line");
      var comment = token.group("comment");
      var string = token.group("string");
      var block = token.group("block");
      if (line == null || number != lastComment + 1) {
        endParagraph();
        inCode = false;
      }
      if (line != null) {
        addLine(number, line.replaceFirst("^/? ?", ""));
        var before = source.substring(source.lastIndexOf('\n', counted) + 1, counted);
        lastComment = before.isBlank() ? number : 0;
      } else if (comment != null) {
        addAll(number, comment);
      } else if (string != null) {
        addLiteral(number, string);
      } else if (block != null) {
        addLiteral(number, block);
      }
    }
    endParagraph();
  }

  private static int newlines(String text) {
    return (int) text.chars().filter(c -> c == '\n').count();
  }

  private void addAll(int first, String comment) {
    int number = first;
    for (var line : comment.split("\n")) {
      addLine(number, line.replaceFirst("^\\s*\\** ?", ""));
      number++;
    }
    endParagraph();
  }

  /// Checks the phrases only: the beginning of a literal need not be that of a sentence.
  private void addLiteral(int first, String literal) {
    int number = first;
    for (var line : literal.split("\n")) {
      append(number, line.replaceAll("\\\\.", "  ").strip());
      number++;
    }
    checkPhrases(paragraph.toString());
    clear();
  }

  private void addLine(int number, String line) {
    var text = line.strip();
    boolean isFence = text.startsWith("```");
    inCode ^= isFence;
    if (isFence || inCode || text.isEmpty() || line.startsWith("    ")) {
      endParagraph();
      return;
    }
    var mark = MARK.matcher(text);
    if (mark.find()) {
      endParagraph();
      text = text.substring(mark.end());
    }
    append(number, text);
  }

  private void append(int number, String text) {
    if (!paragraph.isEmpty()) {
      paragraph.append(' ');
    }
    lines.put(paragraph.length(), number);
    paragraph.append(text);
  }

  private void endParagraph() {
    var text =
        INLINE_CODE
            .matcher(paragraph)
            .replaceAll(code -> "`" + "x".repeat(code.end() - code.start() - 2) + "`");
    checkPhrases(text);
    var sentence = SENTENCE.matcher(text);
    while (sentence.find()) {
      var opening = HEADLESS.matcher(sentence.group());
      if (opening.lookingAt() && !QUESTION.matcher(sentence.group()).matches()) {
        found(text, sentence.start(), sentence.start() + opening.end(1), opening.group(1));
      }
    }
    clear();
  }

  private void checkPhrases(String text) {
    var avoided = AVOIDED.matcher(text);
    while (avoided.find()) {
      found(text, avoided.start(), avoided.end(), avoided.group());
    }
  }

  private void found(String text, int start, int end, String phrase) {
    var excerpt =
        text.substring(Math.max(0, start - CONTEXT), Math.min(text.length(), end + CONTEXT));
    int line = Objects.requireNonNull(lines.floorEntry(start)).getValue();
    findings.add("%d: '%s' in: %s".formatted(line, phrase, excerpt.strip()));
  }

  private void clear() {
    paragraph.setLength(0);
    lines.clear();
  }
}
