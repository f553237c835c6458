package io.limpet.proxy.plan.reading.fields;

import io.envoyproxy.envoy.config.core.v3.DataSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/// Texts that stand in the configuration, in a file or in a variable of the environment. They are
/// bytes as Latin-1 characters, and are read when the plan is built.
public final class DataSources {
  private DataSources() {}

  public static String read(DataSource source, Place place) {
    return switch (source.getSpecifierCase()) {
      case INLINE_STRING -> HeadText.bytes(source.getInlineString());
      case INLINE_BYTES -> source.getInlineBytes().toString(StandardCharsets.ISO_8859_1);
      case FILENAME -> file(source.getFilename(), place.at("filename"));
      case ENVIRONMENT_VARIABLE -> variable(source, place.at("environment_variable"));
      case SPECIFIER_NOT_SET ->
          throw place.refused("says nothing; give it inline_string, inline_bytes or filename");
    };
  }

  /// Certificates or a key, as `form` reads them of PEM.
  public static <T> T pem(DataSource source, Place place, PemForm<T> form) {
    try {
      return form.read(read(source, place));
    } catch (GeneralSecurityException wrong) {
      throw place.refused("cannot be read: " + wrong.getMessage());
    }
  }

  public interface PemForm<T> {
    T read(String text) throws GeneralSecurityException;
  }

  private static String file(String name, Place place) {
    try {
      return Files.readString(Path.of(name), StandardCharsets.ISO_8859_1);
    } catch (IOException | IllegalArgumentException e) {
      throw place.refused("\"" + name + "\" cannot be read: " + e);
    }
  }

  public static boolean isThere(String path) {
    try {
      return Files.exists(Path.of(path));
    } catch (InvalidPathException noPath) {
      return false;
    }
  }

  private static String variable(DataSource source, Place place) {
    @Nullable String value = System.getenv(source.getEnvironmentVariable());
    if (value == null || value.isEmpty()) {
      throw place.refused(
          "the variable "
              + source.getEnvironmentVariable()
              + " is not set; set it or write the text");
    }
    return HeadText.bytes(value);
  }
}
