package io.aether.cluster;

import io.aether.actor.annotation.Experimental;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// One incarnation of a node. A node that starts again has a new incarnation; an old one never
/// returns.
///
/// @param name the configured name of the node; letters, digits, '-' and '_'
/// @param incarnation distinguishes this incarnation from others of the same name
@Experimental
public record NodeId(String name, long incarnation) implements Comparable<NodeId> {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");

  public NodeId {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "A node's name consists of letters, digits, '-' and '_', but was: '" + name + "'");
    }
  }

  /// Parses the result of [#toString].
  ///
  /// @throws IllegalArgumentException if `text` has another form
  public static NodeId parse(String text) {
    int at = text.lastIndexOf('.');
    if (at < 0 || text.length() - at != 17) {
      throw new IllegalArgumentException(
          "Expected a node id such as name.0123456789abcdef, but got: " + text);
    }
    return new NodeId(text.substring(0, at), HexFormat.fromHexDigitsToLong(text.substring(at + 1)));
  }

  @Override
  public int compareTo(NodeId other) {
    int byName = name.compareTo(other.name);
    return byName != 0 ? byName : Long.compareUnsigned(incarnation, other.incarnation);
  }

  @Override
  public String toString() {
    return name + "." + HexFormat.of().toHexDigits(incarnation);
  }
}
