package io.aether.cluster.remote;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;

/// Reads from an array and rejects any length that the rest of the array cannot hold, so that
/// corrupt or hostile bytes cause an exception and do not exhaust the heap. Kryo itself allocates
/// before it reads.
final class BoundedInput extends Input {

  BoundedInput() {
    super(new byte[0]);
  }

  /// Reads the number of elements that follow, each of which takes at least one byte.
  int readCount() {
    return bounded(readVarInt(true), 1);
  }

  private int bounded(int count, int bytesEach) {
    if (count < 0 || (long) count * bytesEach > limit - position) {
      throw new KryoException(
          "%d elements are announced, but only %d bytes are left"
              .formatted(Integer.toUnsignedLong(count), limit - position));
    }
    return count;
  }

  @Override
  public byte[] readBytes(int length) {
    return super.readBytes(bounded(length, 1));
  }

  /// The number of a string's characters plus one; 0 is null.
  @Override
  public int readVarIntFlag(boolean optimizePositive) {
    int lengthAndOne = super.readVarIntFlag(optimizePositive);
    bounded(lengthAndOne == 0 ? 0 : lengthAndOne - 1, 1);
    return lengthAndOne;
  }

  @Override
  public int[] readInts(int length) {
    return super.readInts(bounded(length, Integer.BYTES));
  }

  @Override
  public int[] readInts(int length, boolean optimizePositive) {
    return super.readInts(bounded(length, 1), optimizePositive);
  }

  @Override
  public long[] readLongs(int length) {
    return super.readLongs(bounded(length, Long.BYTES));
  }

  @Override
  public long[] readLongs(int length, boolean optimizePositive) {
    return super.readLongs(bounded(length, 1), optimizePositive);
  }

  @Override
  public float[] readFloats(int length) {
    return super.readFloats(bounded(length, Float.BYTES));
  }

  @Override
  public double[] readDoubles(int length) {
    return super.readDoubles(bounded(length, Double.BYTES));
  }

  @Override
  public short[] readShorts(int length) {
    return super.readShorts(bounded(length, Short.BYTES));
  }

  @Override
  public char[] readChars(int length) {
    return super.readChars(bounded(length, Character.BYTES));
  }

  @Override
  public boolean[] readBooleans(int length) {
    return super.readBooleans(bounded(length, 1));
  }
}
