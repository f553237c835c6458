package io.limpet.world;

import io.limpet.world.store.ObjectKey;

/// Brings what is to what one kind of object asks for. Called under the world's lock, as often as
/// something changed that it might depend on; it must do nothing where all is well.
interface Controller {
  void reconcile(ObjectKey key);
}
