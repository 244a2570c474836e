package dev.andon.edge.capture.folder;

import dev.andon.edge.capture.Cursor;
import dev.andon.edge.capture.FileStamp;
import dev.andon.vision.DecodeLimits;
import dev.andon.vision.Decoding;
import dev.andon.vision.Picture;
import dev.andon.vision.PictureDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A picture that a look has found.
 *
 * @param path where it is
 * @param name how it is called, for storing and printing; see {@link FileNames}
 * @param stamp which content it had
 */
record PictureFile(Path path, String name, FileStamp stamp) {

  /** What came of reading it. */
  sealed interface Reading {

    /** Exactly the content that was found; the receiver closes the picture. */
    record Read(Picture picture) implements Reading {}

    /** It has another content now, or got it while it was read. */
    record Changed(FileStamp now) implements Reading {}

    /** It is not there any more. */
    record Gone() implements Reading {}

    /** Its content is no picture, or not all of one. */
    record Refused(String reason) implements Reading {}

    /** The file system does not give it. */
    record Unreadable(String reason) implements Reading {}
  }

  Cursor cursor() {
    return Cursor.of(name, stamp);
  }

  /** Reads it whole; a bug of a decoder is one more picture that is none. */
  Reading read(PictureDecoder decoder) {
    try {
      return read(now(), decoder);
    } catch (NoSuchFileException | NotDirectoryException gone) {
      return new Reading.Gone();
    } catch (AccessDeniedException denied) {
      return new Reading.Unreadable(
          name
              + ": user "
              + System.getProperty("user.name")
              + " may not read it: make files readable for this user");
    } catch (IOException failure) {
      return new Reading.Unreadable(name + ": cannot be read: " + failure);
    } catch (RuntimeException bug) {
      return new Reading.Refused(name + ": cannot be read: " + bug);
    }
  }

  /** The content it has now. */
  FileStamp stampNow() throws IOException {
    return FileStamp.of(now());
  }

  private Reading read(BasicFileAttributes before, PictureDecoder decoder) throws IOException {
    if (!before.isRegularFile()) {
      return new Reading.Refused(name + ": is no regular file");
    }
    if (!FileStamp.of(before).equals(stamp)) {
      return new Reading.Changed(FileStamp.of(before));
    }
    DecodeLimits limits = decoder.limits();
    if (stamp.size() > limits.maxBytes()) {
      return new Reading.Refused(
          name + ": " + stamp.size() + " bytes, more than the " + limits.maxBytes() + " allowed");
    }
    byte[] bytes = bytes(limits);
    FileStamp after = stampNow();
    if (!after.equals(stamp) || bytes.length != stamp.size()) {
      return new Reading.Changed(after);
    }
    return switch (decoder.decode(bytes, name)) {
      case Decoding.Decoded(Picture picture) -> new Reading.Read(picture);
      case Decoding.Refused(String reason) -> new Reading.Refused(reason);
    };
  }

  private byte[] bytes(DecodeLimits limits) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8L, limits.maxBytes() + 1));
    }
  }

  private BasicFileAttributes now() throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class);
  }
}
