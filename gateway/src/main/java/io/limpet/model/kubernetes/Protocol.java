package io.limpet.model.kubernetes;

/// The transport under a port; TCP where none is written.
public enum Protocol {
  TCP,
  UDP,
  SCTP
}
