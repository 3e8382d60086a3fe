; The forms in which instructions reach a device in memory. The device keeps what was written to it.
bits 64
default rel

section .text.device exec

%assign FORM 0
%macro STEP 0
    %assign FORM FORM + 1
    mov     r11d, FORM
%endmacro

%macro EXPECT 2                 ; register, value
    STEP
    mov     r10, %2
    cmp     %1, r10
    jne     .done
%endmacro

%macro EXPECT_DEVICE 1          ; value
    mov     rax, [rdi]
    EXPECT  rax, %1
%endmacro

; uint64_t guest_device_forms(void *device /* rdi */, uint64_t buffer[4] /* rsi */)
; 0, or the number of the form that went wrong, counted from 1.
global guest_device_forms:function
guest_device_forms:
    push    rbx
    ; Moves of each size.
    mov     rax, 0x1122334455667788
    mov     [rdi], rax
    xor     eax, eax
    EXPECT_DEVICE 0x1122334455667788
    mov     ecx, 0xaabbccdd
    mov     [rdi], ecx
    EXPECT_DEVICE 0x11223344aabbccdd
    mov     [rdi + 2], cx
    EXPECT_DEVICE 0x11223344ccddccdd
    mov     [rdi + 1], cl
    EXPECT_DEVICE 0x11223344ccdddddd
    mov     [rdi + 7], ch
    EXPECT_DEVICE 0xcc223344ccdddddd
    mov     ebx, -1
    mov     rcx, -1
    mov     ecx, [rdi + 4]
    EXPECT  rcx, 0xcc223344
    mov     rcx, -1
    mov     cx, [rdi + 4]
    EXPECT  rcx, 0xffffffffffff3344
    mov     ch, [rdi + 7]
    EXPECT  rcx, 0xffffffffffffcc44
    ; Immediates.
    mov     qword [rdi], -2
    EXPECT_DEVICE 0xfffffffffffffffe
    mov     dword [rdi], 0x80000001
    EXPECT_DEVICE 0xffffffff80000001
    mov     word [rdi + 4], 0x1234
    EXPECT_DEVICE 0xffff123480000001
    mov     byte [rdi + 7], 0x85
    EXPECT_DEVICE 0x85ff123480000001
    ; Extensions.
    movzx   eax, byte [rdi + 7]
    EXPECT  rax, 0x85
    movzx   eax, word [rdi + 4]
    EXPECT  rax, 0x1234
    movsx   rax, byte [rdi + 7]
    EXPECT  rax, 0xffffffffffffff85
    movsx   eax, byte [rdi + 7]
    EXPECT  rax, 0xffffff85
    movsxd  rax, dword [rdi]
    EXPECT  rax, 0xffffffff80000001
    ; An address with index, scale and displacement, and registers from r8 on.
    mov     r8d, 2
    lea     r9, [rdi - 0x1000]
    mov     r10, 0x0123456789abcdef
    mov     [r9 + r8 * 4 + 0x1000], r10
    mov     rax, [rdi + 8]
    EXPECT  rax, 0x0123456789abcdef
    ; Exchange, logic and arithmetic.
    mov     qword [rdi], 0x0f0f
    mov     rax, 0x1111222233334444
    xchg    rax, [rdi]
    EXPECT  rax, 0x0f0f
    EXPECT_DEVICE 0x1111222233334444
    mov     ecx, 0xff
    or      [rdi], cl
    EXPECT_DEVICE 0x11112222333344ff
    and     dword [rdi], 0xf0
    EXPECT_DEVICE 0x11112222000000f0
    mov     rcx, 0x1111222200000000
    xor     [rdi], rcx
    EXPECT_DEVICE 0xf0
    add     byte [rdi], 0x10
    setc    bl
    EXPECT_DEVICE 0
    movzx   ebx, bl
    EXPECT  rbx, 1
    sub     qword [rdi], 1
    EXPECT_DEVICE 0xffffffffffffffff
    inc     dword [rdi]
    setz    bl
    EXPECT_DEVICE 0xffffffff00000000
    movzx   ebx, bl
    EXPECT  rbx, 1
    dec     word [rdi]
    EXPECT_DEVICE 0xffffffff0000ffff
    not     dword [rdi]
    EXPECT_DEVICE 0xffffffffffff0000
    neg     qword [rdi]
    EXPECT_DEVICE 0x10000
    mov     ecx, 5
    add     rcx, [rdi]
    EXPECT  rcx, 0x10005
    cmp     rcx, [rdi]
    seta    bl
    movzx   ebx, bl
    EXPECT  rbx, 1
    test    dword [rdi], 0x10000
    setnz   bl
    movzx   ebx, bl
    EXPECT  rbx, 1
    ; Strings: store, load, copies both ways.
    push    rdi
    push    rsi
    mov     rax, 0x5a5a5a5a5a5a5a5a
    mov     ecx, 4
    cld
    rep     stosq
    pop     rsi
    pop     rdi
    mov     rax, [rdi + 24]
    EXPECT  rax, 0x5a5a5a5a5a5a5a5a
    mov     qword [rdi + 8], 0x77
    push    rdi
    push    rsi
    xchg    rsi, rdi
    mov     ecx, 4
    rep     movsq                       ; from the device
    pop     rsi
    pop     rdi
    mov     rax, [rsi + 8]
    EXPECT  rax, 0x77
    mov     rax, [rsi + 16]
    EXPECT  rax, 0x5a5a5a5a5a5a5a5a
    mov     qword [rsi + 16], 0x1234
    push    rdi
    push    rsi
    mov     ecx, 32
    rep     movsb                       ; to the device
    pop     rsi
    pop     rdi
    mov     rax, [rdi + 16]
    EXPECT  rax, 0x1234
    push    rsi
    lea     rsi, [rdi + 8]
    lodsd
    lea     rcx, [rdi + 12]
    cmp     rsi, rcx
    pop     rsi
    STEP
    jne     .done
    EXPECT  rax, 0x77
    xor     r11d, r11d
.done:
    mov     eax, r11d
    pop     rbx
    ret
