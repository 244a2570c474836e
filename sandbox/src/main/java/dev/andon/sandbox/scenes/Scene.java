package dev.andon.sandbox.scenes;

import dev.andon.sandbox.truth.SceneTruth;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;

/**
 * One frame of a drawn station.
 *
 * @param partNumber counts the parts that passed the camera; equal while a part stands still
 * @param image 640×480, type {@code TYPE_3BYTE_BGR}; nobody else holds it
 */
public record Scene(
    long partNumber,
    PartOutline part,
    PartOutline.View view,
    SceneTruth truth,
    BufferedImage image) {

  /** As JPEG, quality 90. */
  public byte[] jpeg() {
    return Jpeg.encode(image, 0.9f);
  }

  /** The pixels, blue first, row by row; not copied. */
  public byte[] bgr() {
    return ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
  }
}
