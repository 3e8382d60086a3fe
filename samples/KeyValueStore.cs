using System;
using System.Runtime.CompilerServices;
using Sidecar.Protocol.Handlers;

namespace Sidecar.Samples;

/// <summary>
/// A key-value store partitioned over VPs: each keeps a part of its own and needs no locks, and whoever calls picks the VP with <see cref="PartitionOf"/>.
/// Handlers with the same state type share that state, so these four see one store per VP.
/// </summary>
public static class KeyValueStore
{
    /// <summary>Stores a value under a key, over the one that was there.</summary>
    [CommandHandler(0x1010, "kv-put")]
    public static PutResponse Put(in PutRequest request, ref Store store, HandlerContext context)
    {
        var key = KeyOf(in request.Key, request.KeyLength, context);
        if (key.IsEmpty)
        {
            return default;
        }

        if (request.ValueLength > Value.Capacity)
        {
            context.Fail("a value has at most 96 bytes"u8);
            return default;
        }

        var index = store.Find(key);
        if (index < 0)
        {
            context.Fail("this VP's part of the store is full: it holds 512 keys"u8);
            return default;
        }

        ref var slot = ref store.Slots[index];
        var replaced = slot.KeyLength != 0;
        store.Count += replaced ? 0u : 1;
        slot = new Slot { KeyLength = request.KeyLength, ValueLength = request.ValueLength, Key = request.Key, Value = request.Value };
        return new PutResponse { Replaced = replaced };
    }

    /// <summary>Reads the value of a key.</summary>
    [CommandHandler(0x1011, "kv-get")]
    public static GetResponse Get(in KeyRequest request, ref Store store, HandlerContext context)
    {
        var key = KeyOf(in request.Key, request.KeyLength, context);
        if (key.IsEmpty || !store.TryFind(key, out var index))
        {
            return default;
        }

        ref readonly var slot = ref store.Slots[index];
        return new GetResponse { Found = true, ValueLength = slot.ValueLength, Value = slot.Value };
    }

    /// <summary>Removes a key.</summary>
    [CommandHandler(0x1012, "kv-delete")]
    public static DeleteResponse Delete(in KeyRequest request, ref Store store, HandlerContext context)
    {
        var key = KeyOf(in request.Key, request.KeyLength, context);
        if (key.IsEmpty || !store.TryFind(key, out var index))
        {
            return default;
        }

        store.RemoveAt(index);
        return new DeleteResponse { Found = true };
    }

    /// <summary>Counts the keys that this VP holds.</summary>
    [CommandHandler(0x1013, "kv-count")]
    public static CountResponse Count(ref Store store, HandlerContext context) => new() { Keys = store.Count, Capacity = Slots.Capacity };

    /// <summary>Which of <paramref name="partitions"/> equal parts of the store a key belongs to.</summary>
    public static uint PartitionOf(ReadOnlySpan<byte> key, uint partitions) => (uint)(((Hash(key) >> 32) * partitions) >> 32);

    private static ReadOnlySpan<byte> KeyOf(in Key key, uint length, HandlerContext context)
    {
        if (length is 0 or > Key.Capacity)
        {
            context.Fail("a key has 1 to 32 bytes"u8);
            return default;
        }

        return ((ReadOnlySpan<byte>)key)[..(int)length];
    }

    /// <summary>FNV-1a, and then a multiplication that brings the differences of short keys to the top: the upper half picks the partition, the lower the slot.</summary>
    private static ulong Hash(ReadOnlySpan<byte> key)
    {
        var hash = 0xcbf2_9ce4_8422_2325;
        foreach (var item in key)
        {
            hash = unchecked((hash ^ item) * 0x100_0000_01b3);
        }

        return unchecked((hash ^ (hash >> 32)) * 0x9e37_79b9_7f4a_7c15);
    }

    /// <summary>One VP's part of the store: open addressing with linear probing. All zero means empty, which is how state starts.</summary>
    public struct Store
    {
        /// <summary>Keys in the store.</summary>
        public uint Count;

        /// <summary>The table.</summary>
        public Slots Slots;

        /// <summary>The slot that holds a key, or else the one that would; -1 when it is not there and the table is full.</summary>
        public int Find(ReadOnlySpan<byte> key)
        {
            var index = Home(key);
            for (var probes = 0; probes < Slots.Capacity; probes++, index = Next(index))
            {
                ref readonly var slot = ref Slots[index];
                if (slot.KeyLength == 0 || key.SequenceEqual(((ReadOnlySpan<byte>)slot.Key)[..(int)slot.KeyLength]))
                {
                    return index;
                }
            }

            return -1;
        }

        /// <summary>The slot that holds a key, if one does.</summary>
        public bool TryFind(ReadOnlySpan<byte> key, out int index)
        {
            index = Find(key);
            return index >= 0 && Slots[index].KeyLength != 0;
        }

        /// <summary>Empties a slot and moves up the keys behind it that would otherwise no longer be found.</summary>
        public void RemoveAt(int index)
        {
            Count--;
            var hole = index;
            for (var next = Next(hole); next != index && Slots[next].KeyLength != 0; next = Next(next))
            {
                ref readonly var slot = ref Slots[next];
                var home = Home(((ReadOnlySpan<byte>)slot.Key)[..(int)slot.KeyLength]);
                if (Distance(home, next) >= Distance(hole, next))
                {
                    Slots[hole] = slot;
                    hole = next;
                }
            }

            Slots[hole] = default;
        }

        private static int Home(ReadOnlySpan<byte> key) => (int)(Hash(key) % Slots.Capacity);

        private static int Next(int index) => (index + 1) % Slots.Capacity;

        private static int Distance(int from, int to) => (to - from + Slots.Capacity) % Slots.Capacity;
    }

    /// <summary>A key and its value; no key when <see cref="KeyLength"/> is 0.</summary>
    public struct Slot
    {
        public uint KeyLength;
        public uint ValueLength;
        public Key Key;
        public Value Value;
    }

    /// <summary>The table of a <see cref="Store"/>.</summary>
    [InlineArray(Capacity)]
    public struct Slots
    {
        /// <summary>Keys at most, a VP.</summary>
        public const int Capacity = 512;

        private Slot _first;
    }

    /// <summary>A key's bytes.</summary>
    [InlineArray(Capacity)]
    public struct Key
    {
        /// <summary>Bytes at most.</summary>
        public const int Capacity = 32;

        private byte _first;
    }

    /// <summary>A value's bytes.</summary>
    [InlineArray(Capacity)]
    public struct Value
    {
        /// <summary>Bytes at most.</summary>
        public const int Capacity = 96;

        private byte _first;
    }

    /// <summary>A key and the value to store.</summary>
    public struct PutRequest
    {
        public uint KeyLength;
        public Key Key;
        public uint ValueLength;
        public Value Value;
    }

    /// <summary>A key.</summary>
    public struct KeyRequest
    {
        public uint KeyLength;
        public Key Key;
    }

    /// <summary>Whether the key had a value before.</summary>
    public struct PutResponse
    {
        public bool Replaced;
    }

    /// <summary>The value, if there is one.</summary>
    public struct GetResponse
    {
        public bool Found;
        public uint ValueLength;
        public Value Value;
    }

    /// <summary>Whether the key was there.</summary>
    public struct DeleteResponse
    {
        public bool Found;
    }

    /// <summary>How full this VP's part of the store is.</summary>
    public struct CountResponse
    {
        public uint Keys;
        public uint Capacity;
    }
}
