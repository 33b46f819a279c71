package io.aether.testkit.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProseTest {

  /// Split so that this file does not contain the phrase.
  private static final String PHRASE = "for" + " ever";

  @Test
  void aPhraseToAvoidIsFoundInAPageWithItsLine() {
    assertThat(Prose.inMarkdown("# Title\n\nIt waits.\nIt waits " + PHRASE + ".\n"))
        .containsExactly("4: '%s' in: It waits. It waits %s.".formatted(PHRASE, PHRASE));
  }

  @Test
  void aPhraseThatIsBrokenOverTwoLinesIsFound() {
    assertThat(Prose.inMarkdown("It waits for\never."))
        .singleElement()
        .asString()
        .startsWith("1: '" + PHRASE);
    assertThat(Prose.inJava("/// It waits for\n/// ever.\nclass A {}"))
        .singleElement()
        .asString()
        .startsWith("1: '" + PHRASE);
  }

  @Test
  void aPhraseToAvoidIsFoundInEachKindOfCommentAndLiteral() {
    var source =
        """
        /// Waits %1$s.
        class A {
          /* Waits %1$s. */
          char quote = '"'; // waits %1$s
          String line = "waits\\n%1$s";
          String block =
              \"""
              Waits
              %1$s.
              \""";
        }
        """
            .formatted(PHRASE);

    assertThat(Prose.inJava(source))
        .extracting(finding -> finding.substring(0, finding.indexOf(':')))
        .containsExactly("1", "3", "4", "5", "9");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Who is not the parent gets nothing.",
        "What is left becomes a dead letter.",
        "Of what is sent, nothing is lost.",
        "That it is refused is the point.",
        "It ends; Whose turn it is, is open.",
        "It ends. What is left is lost.",
        "- What is left is lost.",
        "**What is left** is lost."
      })
  void aSentenceThatBeginsWithAClauseIsFound(String sentence) {
    assertThat(Prose.inMarkdown(sentence)).hasSize(1);
    assertThat(Prose.inJava("/// " + sentence + "\nclass A {}")).hasSize(1);
    assertThat(Prose.inJava("int a; // " + sentence)).hasSize(1);
  }

  @Test
  void theClauseIsReportedAtItsOwnLine() {
    assertThat(Prose.inJava("class A {}\n\n  /// It ends.\n  /// What is left is lost.\n"))
        .containsExactly("4: 'What' in: It ends. What is left is lost.");
    assertThat(Prose.inJava("/// @param a the first\n/// @return What is left"))
        .containsExactly("2: 'What' in: What is left");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "What happens if the actor stops?",
        "**Who restarts an actor?** Its parent does.",
        "The actor that stops says what is left, and who sent it.",
        "Whether the actor is idle: that depends.",
        "Thatcham is a town."
      })
  void aQuestionAndAClauseInTheMiddleOfASentenceAreNotFound(String sentence) {
    assertThat(Prose.inMarkdown(sentence)).isEmpty();
    assertThat(Prose.inJava("/// " + sentence + "\nclass A {}")).isEmpty();
  }

  @Test
  void codeIsNotFound() {
    var code = "What waits " + PHRASE;

    assertThat(Prose.inMarkdown("Text:\n\n```\n" + code + "\n```\n\nText.")).isEmpty();
    assertThat(Prose.inMarkdown("Text:\n\n    " + code + "\n\nText.")).isEmpty();
    assertThat(Prose.inMarkdown("Text with `" + code + "` inside.")).isEmpty();
    assertThat(Prose.inJava("/// Text:\n/// ```\n/// " + code + "\n/// ```\nclass A {}")).isEmpty();
    assertThat(Prose.inJava("/// Text:\n///\n///     " + code + "\nclass A {}")).isEmpty();
    assertThat(Prose.inJava("int what" + "ever = 1;")).isEmpty();
  }

  @Test
  void textBehindACodeBlockIsReadAgain() {
    assertThat(Prose.inMarkdown("```\ncode\n```\nWhat is left is lost.")).hasSize(1);
  }

  @Test
  void theBeginningOfALiteralIsNotThatOfASentence() {
    assertThat(Prose.inJava("String a = \"What is left\" + \"// What is left\";")).isEmpty();
  }
}
